// The page on which a record is edited: links lead into fields, what is missing goes from the list as it is typed, and the
// list of parts shows where one is. Without this file the links work as links do.
const side = document.querySelector(".record-page__side");
const form = document.querySelector(".record-page > form");

function enter(id) {
  const target = document.getElementById(id);
  if (!target) return;
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const control = target.matches("input, select, textarea") ? target : target.querySelector("input:not([type=hidden]), select, textarea");
  control?.focus({ preventScroll: true });
  (control?.closest(".form-row") || target).scrollIntoView({ block: "center" });
}

function openPart(id) {
  const details = document.getElementById(id)?.querySelector(":scope > fieldset > details");
  if (details) details.open = true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a, .gaps a, .part-links a");
  if (!link) return;
  const id = link.hash.slice(1);
  if (link.closest(".part-links")) return openPart(id);
  event.preventDefault();
  enter(id);
});

const isFilled = (control) => (/checkbox|radio/.test(control.type) ? control.checked : control.value.trim() !== "");

function showGaps() {
  const controls = [...form.elements];
  for (const item of side.querySelectorAll("[data-control]")) {
    const name = item.dataset.control;
    item.hidden = controls.some((control) => (control.name === name || control.name === `${name}_0`) && isFilled(control));
  }
  const [missing, advisable] = side.querySelectorAll(".gaps");
  side.querySelector(".side-panel__none").hidden = Boolean(missing.querySelector("li:not([hidden])"));
  if (advisable) side.querySelector(".side-panel__advice").hidden = !advisable.querySelector("li:not([hidden])");
}

function watchParts() {
  const links = new Map([...side.querySelectorAll(".part-links a")].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) seen[entry.isIntersecting ? "add" : "delete"](entry.target.id);
    const first = [...links.keys()].find((id) => seen.has(id));
    for (const [id, link] of links) id === first ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }, { rootMargin: "0px 0px -60% 0px" });
  for (const id of links.keys()) if (document.getElementById(id)) observer.observe(document.getElementById(id));
}

if (side && form) {
  form.addEventListener("input", showGaps);
  window.django.jQuery(form).on("change", showGaps); // select2 tells nobody else
  if (matchMedia("(max-width: 48rem)").matches) side.querySelector(".side-panel").open = false;
  watchParts();
  showGaps();
}
