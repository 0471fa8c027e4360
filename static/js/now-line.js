// The line of the current time in the timetable and between the rows of the list, by the portal's clock, moved every minute.
import { now, ready } from "./portal-clock.js";

const MINUTE = 60_000;

// Minutes since the day of this page began; null on another day, or where several days are shown.
function minuteOfDay(day) {
  const minutes = day ? (now() - Date.parse(`${day}T00:00+08:00`)) / MINUTE : -1;
  return minutes >= 0 && minutes < 1440 ? Math.floor(minutes) : null;
}

function moveLine(minute) {
  const line = document.querySelector(".now-line");
  if (!line) return;
  const { opens } = line.closest("svg").dataset;
  const at = minute - Number(opens);
  const isOn = minute !== null && at >= 0 && at <= line.closest("svg").viewBox.baseVal.width;
  line.classList.toggle("now-line--off", !isOn);
  if (isOn) for (const name of ["x1", "x2"]) line.setAttribute(name, at);
}

function marker() {
  const made = document.createElement("li");
  made.className = "now-mark";
  return made;
}

function moveMark(minute, day, word) {
  const mark = document.querySelector(".now-mark") ?? marker();
  const rows = [...document.querySelectorAll(".list-view .session-row")];
  const startOf = (row) => row.querySelector("time[datetime]")?.getAttribute("datetime");
  const moment = Date.parse(`${day}T00:00+08:00`) + minute * MINUTE;
  const next = minute === null ? null : rows.find((row) => startOf(row) && Date.parse(startOf(row)) > moment);
  if (!next) return mark.remove();
  mark.textContent = `${word} ${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  if (next.previousElementSibling !== mark) next.before(mark);
}

function move() {
  const views = document.querySelector(".views[data-now-word]");
  if (!views) return;
  const { day, nowWord } = views.dataset;
  const minute = minuteOfDay(day);
  moveLine(minute);
  moveMark(minute, day, nowWord);
}

ready.then(() => {
  move();
  for (const change of ["htmx:afterSettle", "visibilitychange"]) document.addEventListener(change, move);
  setInterval(move, MINUTE / 4);
});
