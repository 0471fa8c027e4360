// Adds the time of day to the bar of the rehearsal clock.
import { now, ready, timeOfDay } from "./portal-clock.js";

const place = document.querySelector("[data-rehearsal-time]");
const show = () => {
  place.textContent = timeOfDay(now());
};
ready.then(() => {
  show();
  setInterval(show, 15_000);
});
