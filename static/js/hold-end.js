// The places of a class plan are held for a few minutes: says when they are about to be released, and that they have been.
// The server decides, by its own clock.
import { now, ready } from "./portal-clock.js";

const note = document.querySelector("[data-hold-ends]");
const SOON = 120_000;

function sayHoldEnd() {
  const left = Date.parse(note.dataset.holdEnds) - now();
  const words = left <= 0 ? note.dataset.over : left <= SOON ? note.dataset.soon : "";
  if (note.textContent !== words) note.textContent = words;
}

if (note)
  ready.then(() => {
    sayHoldEnd();
    setInterval(sayHoldEnd, 1000);
  });
