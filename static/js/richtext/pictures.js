// A picture that was dropped or pasted into a text: its description is asked before it is stored.
const SIDE = 320;

// Returns the stored picture, or null where the dialog was closed.
export async function uploadPicture({ upload, offline }, file) {
  const dialog = document.createElement("dialog");
  dialog.className = "richtext-upload";
  document.body.append(dialog);
  const opened = await fetch(upload).catch(() => null);
  if (!opened?.ok || opened.redirected) {
    dialog.remove();
    throw new Error(offline);
  }
  fill(dialog, await opened.text(), file);
  dialog.showModal();
  return new Promise((resolve) => {
    let stored = null;
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
    dialog.addEventListener("close", () => (dialog.remove(), resolve(stored)));
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      stored = await send(dialog, upload, file, offline);
      if (stored) dialog.close();
    });
  });
}

async function send(dialog, upload, file, offline) {
  const body = new FormData(dialog.querySelector("form"));
  body.set("image", file);
  const button = dialog.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch(upload, { method: "POST", body });
    if (answer.status === 201) return await answer.json();
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    fill(dialog, await answer.text(), file);
  } catch {
    dialog.querySelector("[role=status]").textContent = offline;
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
