// <time data-countdown-to="ISO" data-server-now="ISO">: counts by the server's clock, then asks the server again.
const zh = document.documentElement.lang.startsWith("zh");
const UNITS = [
  [86400, zh ? "天" : " d "],
  [3600, zh ? "小时" : " h "],
  [60, zh ? "分" : " min "],
  [1, zh ? "秒" : " s"],
];

const keptAt = Number(document.documentElement.dataset.keptAt); // a page shown without a network is from then

function spell(seconds) {
  const parts = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, unit] of UNITS) {
    if (rest >= size || (size === 1 && !parts.length)) parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return parts.slice(0, 2).join("").trim();
}

for (const element of document.querySelectorAll("time[data-countdown-to]")) {
  const due = Date.parse(element.dataset.countdownTo);
  const ahead = Date.parse(element.dataset.serverNow) - (keptAt || Date.now());
  if (Number.isNaN(due) || Number.isNaN(ahead)) continue;
  const timer = setInterval(tick, 1000);
  let reloaded = false;
  function tick() {
    const seconds = (due - Date.now() - ahead) / 1000;
    element.textContent = spell(seconds);
    if (seconds > -1 || reloaded) return;
    clearInterval(timer);
    reloaded = true;
    if ("countdownReload" in element.dataset && !keptAt) location.reload();
  }
  tick();
}
