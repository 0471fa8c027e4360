// Typing a long text is being busy, though nothing reaches the server: say so every few minutes.
const EVERY = 5 * 60 * 1000;
const script = document.currentScript;
let told = Date.now();
document.addEventListener("input", () => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token || Date.now() - told < EVERY) return;
  told = Date.now();
  fetch(script.dataset.address, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
});
