// Proof of work: finds the number behind the form's challenge while the form is filled in, and lets it go only then.
// A proof is good for one request, so a page that comes back by Back takes the challenge of a new one.
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

async function prove(challenge) {
  const { maxNumber, ...work } = JSON.parse(challenge);
  const number = await solve({ ...work, maxNumber });
  return btoa(JSON.stringify({ ...work, number }));
}

// The challenge of the page as it is now, or the old one if there is none to be had: the server then says what to do.
async function renewedChallenge(page) {
  const now = (await page)?.querySelector("input[data-challenge]");
  return (now ?? field).dataset.challenge;
}

async function fillProof(challenge) {
  field.value = "";
  field.value = await prove(await challenge);
}

if (field) {
  let done = fillProof(field.dataset.challenge);
  field.form.addEventListener("submit", async (event) => {
    if (field.value) return;
    const { target, submitter } = event;
    event.preventDefault();
    target.setAttribute("aria-busy", "true");
    await done;
    target.removeAttribute("aria-busy");
    target.requestSubmit(submitter);
  });
  document.addEventListener("page:restored", ({ detail }) => {
    done = fillProof(renewedChallenge(detail));
  });
}
