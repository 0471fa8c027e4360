// Buttons beside a number at the door, big enough for a thumb. Without this file the number is typed.
function addButton(input, step, before) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = step > 0 ? "+" : "−";
  button.setAttribute("aria-hidden", "true"); // the field itself is what a screen reader changes
  button.tabIndex = -1;
  button.addEventListener("click", () => {
    const least = Number(input.min || 0);
    const most = Number(input.max || Infinity);
    input.value = Math.min(most, Math.max(least, Number(input.value) + step));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input[before ? "before" : "after"](button);
}

export function addSteppers(part) {
  for (const input of part.querySelectorAll("[data-stepper] input")) {
    addButton(input, -1, true);
    addButton(input, 1, false);
  }
}

addSteppers(document);
