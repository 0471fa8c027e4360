// A picture that was dropped or pasted into a text: its description is asked before it is stored.
const SIDE = 320;

// Returns the stored picture, or null where the dialog was closed.
export async function uploadPicture({ upload, unstored }, file) {
  const dialog = document.createElement("dialog");
  dialog.className = "richtext-upload";
  document.body.append(dialog);
  const form = await fetchForm(upload).catch(() => null);
  if (!form) {
    dialog.remove();
    throw new Error(unstored);
  }
  fill(dialog, form, file);
  dialog.showModal();
  return new Promise((resolve) => {
    let stored = null;
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
    dialog.addEventListener("close", () => (dialog.remove(), resolve(stored)));
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      stored = await send(dialog, upload, file, unstored);
      if (stored) dialog.close();
    });
  });
}

// Resolves to the form as HTML; a log-in that has ended leads to the page for it, which has no place in a dialog.
async function fetchForm(upload) {
  const answer = await fetch(upload);
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  return answer.text();
}

// Another token than that of the dialog, since its reader may have logged in again in another tab.
async function fetchToken(upload) {
  const page = new DOMParser().parseFromString(await fetchForm(upload), "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]").value;
}

async function send(dialog, upload, file, unstored) {
  const body = new FormData(dialog.querySelector("form"));
  body.set("image", file);
  const button = dialog.querySelector("[type=submit]");
  button.disabled = true;
  try {
    body.set("csrfmiddlewaretoken", await fetchToken(upload));
    const answer = await fetch(upload, { method: "POST", body });
    if (answer.status === 201) return await answer.json();
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    fill(dialog, await answer.text(), file);
  } catch {
    dialog.querySelector("[role=status]").textContent = unstored;
    button.disabled = false;
  }
  return null;
}

function fill(dialog, html, file) {
  dialog.innerHTML = html;
  dialog.setAttribute("aria-labelledby", "richtext-upload-title");
  createImageBitmap(file).then((bitmap) => draw(dialog.querySelector("canvas"), bitmap), () => {});
  (dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("[name=alt_text]")).focus();
}

// A canvas: the security policy allows no blob: addresses for pictures.
function draw(canvas, bitmap) {
  const scale = Math.min(SIDE / bitmap.width, SIDE / bitmap.height, 1);
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  canvas.hidden = false;
}
