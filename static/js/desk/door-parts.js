// The words of the page and its parts to copy, both written by the server in templates/events/checkin/_scan_parts.html.
import { addSteppers } from "../stepper.js";

const texts = new Map(
  [...document.getElementById("scan-words").content.querySelectorAll("[data-word]")].map((line) => [line.dataset.word, line.textContent.trim()]),
);

export const byId = (id) => document.getElementById(`scan-${id}`);
export const word = (name, values = {}) => texts.get(name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

let copies = 0;

// A copy whose ids are its own, with buttons beside its numbers.
export function copyPart(name) {
  const part = byId(`${name}-part`).content.cloneNode(true).firstElementChild;
  copies += 1;
  for (const field of part.querySelectorAll("[id]")) {
    const label = part.querySelector(`label[for="${field.id}"]`);
    field.id += `-${copies}`;
    if (label) label.htmlFor = field.id;
  }
  addSteppers(part);
  return part;
}

export function fillText(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

export const partySize = ({ kind, people, pupils, adults }) =>
  kind === "class" || pupils ? word("class", { pupils, adults }) : word("people", { people });

// Takes a form's sending on itself.
export function onSend(form, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    work(form.elements, event.submitter);
  });
}

export const numberOf = (field) => Math.max(Number.parseInt(field.value, 10) || 0, Number(field.min || 0));
