// <time data-countdown-to="ISO">: counts by the portal's clock, then asks the server again.
import { now, ready } from "./portal-clock.js";

const zh = document.documentElement.lang.startsWith("zh");
const UNITS = [
  [86400, zh ? "天" : " d "],
  [3600, zh ? "小时" : " h "],
  [60, zh ? "分" : " min "],
  [1, zh ? "秒" : " s"],
];

const { keptAt } = document.documentElement.dataset; // a page shown without a network

function spell(seconds) {
  const parts = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, unit] of UNITS) {
    if (rest >= size || (size === 1 && !parts.length)) parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return parts.slice(0, 2).join("").trim();
}

function count(element) {
  const due = Date.parse(element.dataset.countdownTo);
  if (Number.isNaN(due)) return;
  const timer = setInterval(tick, 1000);
  let reloaded = false;
  function tick() {
    const seconds = (due - now()) / 1000;
    element.textContent = spell(seconds);
    if (seconds > -1 || reloaded) return;
    clearInterval(timer);
    reloaded = true;
    if ("countdownReload" in element.dataset && !keptAt) location.reload();
  }
  tick();
}

ready.then(() => document.querySelectorAll("time[data-countdown-to]").forEach(count));
