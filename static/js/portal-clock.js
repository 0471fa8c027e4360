// The portal's time, which in a rehearsal is not the phone's, and phones are wrong. Pages name no present moment, since they
// may come from the server's memory; each answer tells it in the header `Server-Timing: portal;dur=<milliseconds>`. A proxy
// that keeps answers adds `proxy;dur=<seconds>`, the real time; in a rehearsal `ahead;dur=` is by what the portal's differs.
const { keptAt, keptTime } = document.documentElement.dataset; // of a page from the phone's cache (service_worker.js)
// What the server tells with this page; nothing where the browser does not show it (plain HTTP, old ones), or had the page itself.
function readTiming() {
  const [page] = performance.getEntriesByType("navigation");
  return Object.fromEntries(page?.transferSize > 0 ? (page.serverTiming ?? []).map((part) => [part.name, part.duration]) : []);
}
// While its database is away the server sends pages of before, and with them how much older they are.
export const { before = 0 } = readTiming();
export const opened = Number(keptAt) || Date.now() - before; // by the phone: of what moment this page is
const isChinese = document.documentElement.lang.startsWith("zh");
let ahead = 0;

export const toPortalTime = (phoneTime) => phoneTime + ahead;
export const now = () => toPortalTime(Date.now());

const timeTold = ({ portal, ahead = 0, proxy }) => (proxy ? proxy * 1000 + ahead : portal);

function timeInHeader(header) {
  const told = [...header.matchAll(/(\w+);dur=(-?[\d.]+)/g)].map(([, name, value]) => [name, Number(value)]);
  return timeTold(Object.fromEntries(told));
}

function aheadByNavigation() {
  const [page] = performance.getEntriesByType("navigation");
  const told = readTiming();
  return told.portal ? timeTold(told) - (performance.timeOrigin + page.responseStart) : null;
}

async function aheadByRequest() {
  const asked = Date.now();
  try {
    const { headers } = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    return timeInHeader(headers.get("Server-Timing")) - (asked + Date.now()) / 2 || 0;
  } catch {
    return 0; // without a network the phone's clock is the best there is
  }
}

async function setClock() {
  if (keptAt) ahead = keptTime ? Number(keptTime) - Number(keptAt) : 0;
  else ahead = aheadByNavigation() ?? (await aheadByRequest());
}

export const ready = setClock();

const format = (options) => new Intl.DateTimeFormat(isChinese ? "zh-CN" : "en-GB", { timeZone: "Asia/Shanghai", ...options });
const TIME = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = format({ month: isChinese ? "long" : "short", day: "numeric", weekday: "short" });

export const timeOfDay = (moment) => TIME.format(moment);

// As the server writes a day: 5月13日 周二 / Tue 13 May.
export function dayWithWeekday(moment) {
  const part = Object.fromEntries(DAY.formatToParts(moment).map(({ type, value }) => [type, value]));
  return isChinese ? `${part.month}${part.month.endsWith("月") ? "" : "月"}${part.day}日 ${part.weekday}` : `${part.weekday} ${part.day} ${part.month}`;
}
