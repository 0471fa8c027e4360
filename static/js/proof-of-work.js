// Proof of work: finds the number behind the form's challenge while the form is filled in, and lets it go only then.
const field = document.querySelector("input[data-challenge]");
const BATCH = 200;

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function solve({ challenge, salt, maxNumber }) {
  for (let from = 0; from <= maxNumber; from += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, index) => from + index);
    const digests = await Promise.all(numbers.map((number) => digest(salt + number)));
    const found = digests.indexOf(challenge);
    if (found >= 0) return from + found;
  }
  return null;
}

if (field) {
  const { maxNumber, ...work } = JSON.parse(field.dataset.challenge);
  const done = solve({ ...work, maxNumber }).then((number) => {
    field.value = btoa(JSON.stringify({ ...work, number }));
  });
  field.form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    event.target.setAttribute("aria-busy", "true");
    await done;
    event.target.requestSubmit(event.submitter);
  });
}
