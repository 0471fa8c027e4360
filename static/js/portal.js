// Small improvements; every page works without this file.
const root = document.documentElement;
const isDark = () =>
  (root.dataset.bsTheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const shown = { text: () => root.dataset.text ?? "normal", contrast: () => (root.dataset.a11y === "on" ? "high" : "normal") };

function paintDisplayButtons() {
  for (const button of document.querySelectorAll("[data-display=theme] button")) {
    button.value = isDark() ? "light" : "dark";
    button.setAttribute("aria-pressed", isDark());
    const use = button.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, isDark() ? "#i-sun" : "#i-moon"));
  }
  for (const button of document.querySelectorAll("[data-display=a11y] button"))
    button.setAttribute("aria-pressed", shown[button.name]() === button.value);
  const isPlain = Object.values(shown).every((value) => value() === "normal");
  for (const summary of document.querySelectorAll(".display-panel > summary")) summary.classList.toggle("icon-btn--on", !isPlain);
}

function applyDisplay(name, value) {
  const was = isDark() ? "dark" : "light";
  if (name === "theme") root.dataset.bsTheme = value;
  else if (name === "text" && value !== "normal") root.dataset.text = value;
  else if (name === "text") delete root.dataset.text;
  else if (value === "high") {
    root.dataset.bsTheme ??= was;
    root.dataset.a11y = "on";
  } else delete root.dataset.a11y;
  paintDisplayButtons();
}

// Display forms: the server sets the cookie, the page changes at once.
const remember = (form, values) => {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  return fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
};
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-display]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  applyDisplay(name, value);
  if (name === "theme") remember(form, { theme: value });
  else {
    const sent = remember(form, { text: shown.text(), contrast: shown.contrast() });
    // high contrast needs an explicit colour scheme, so the scheme is stored with it
    const theme = document.querySelector("[data-display=theme]");
    if (shown.contrast() === "high") sent.then(() => remember(theme, { theme: root.dataset.bsTheme }));
  }
});

// Closes the phone menu on Escape and on a click elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(except)) menu.open = false;
}
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

async function copyText(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    if (button.dataset.copied) button.textContent = button.dataset.copied;
  } catch {
    // an old browser or a page without permission: the text stands beside the button to be selected
  }
}

let view = "";
function showView() {
  const views = document.querySelector("[data-show]");
  if (document.querySelector(`[data-view="${view}"]`)) views.dataset.show = view;
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", button.dataset.view === views.dataset.show);
}
// New results come from the server; choices made on this page are applied to them again.
document.addEventListener("htmx:afterSwap", () => {
  showScriptedParts();
  showView();
});

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const button = event.target.closest("[data-print], [data-copy], [data-view]");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  else if ("copy" in button.dataset) copyText(button);
  else {
    view = button.dataset.view;
    showView();
  }
});

// Whose browser prefers English is told that there is English; the page itself is the same for everybody.
const preferred = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? "";
if (!root.lang.startsWith("en") && /^en\b/i.test(preferred)) import("./language-offer.js");

// A refused form: focus moves to the summary of errors.
document.querySelector(".notice--error[tabindex]")?.focus({ preventScroll: true });

// <span data-button="label" data-button-more="HTML after it">: what does nothing without scripts becomes a button here, and <p data-script-text="words"> gets its
// words. Text browsers would show both. Those with the class needs-script are shown by the script that they belong to.
function buildButton(place) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  for (const { name, value } of place.attributes) if (!name.startsWith("data-button")) button.setAttribute(name, value);
  const { button: label, buttonMore = "" } = place.dataset;
  button.append(...place.childNodes);
  if (button.firstElementChild) button.firstElementChild.after(`${label} `);
  else button.append(label);
  button.insertAdjacentHTML("beforeend", buttonMore);
  button.hidden = false;
  return button;
}
function showScriptedParts() {
  for (const place of document.querySelectorAll("[data-button]")) place.replaceWith(buildButton(place));
  for (const place of document.querySelectorAll("[data-script-text]")) {
    place.append(place.dataset.scriptText);
    delete place.dataset.scriptText;
  }
}
showScriptedParts();
showView();
paintDisplayButtons();
