// Favourites: a list of sessions in local storage, and a filter of the programme by it. Nothing is sent to the server.
const LIST = "edu-week.favourites";
const ONLY = "edu-week.favourites.only";

function read(storage, name) {
  try {
    return JSON.parse(window[storage].getItem(name));
  } catch {
    return null;
  }
}

function write(storage, name, value) {
  try {
    window[storage].setItem(name, JSON.stringify(value));
  } catch {
    // storage is blocked or full: the choice lasts for this page only
  }
}

let favourites = new Set(read("localStorage", LIST) ?? []);
let only = read("sessionStorage", ONLY) ?? false;

const rows = () => [...document.querySelectorAll(".views :is(.session-row, .grid-session)")];
const isFavourite = (row) => favourites.has(row.querySelector("[data-favourite]")?.dataset.favourite);
const shownRows = () => document.querySelectorAll(".list-view .session-row:not([hidden])").length;

function paintButtons() {
  for (const button of document.querySelectorAll("[data-favourite]")) {
    button.setAttribute("aria-pressed", favourites.has(button.dataset.favourite));
    button.classList.remove("needs-script");
  }
}

// Hides headings, halves of a day and days whose rows are all hidden.
function hideEmpty() {
  for (const section of document.querySelectorAll(".list-view section")) section.hidden = !section.querySelector(".session-row:not([hidden])");
  for (const heading of document.querySelectorAll(".list-view > h2")) {
    let next = heading.nextElementSibling;
    while (next?.matches("section[hidden]")) next = next.nextElementSibling;
    heading.hidden = !next?.matches("section");
  }
}

function paintEmptyNote(isShown) {
  const note = document.querySelector("[data-no-favourites]");
  const { noFavourites, wholeWeek, wholeWeekUrl } = note.dataset;
  note.replaceChildren(`${noFavourites} `, Object.assign(document.createElement("a"), { href: wholeWeekUrl, textContent: wholeWeek }));
  note.hidden = !isShown;
}

function paintFilter() {
  const filter = document.querySelector("[data-favourites-only]");
  if (!filter) return;
  const isOn = only && favourites.size > 0;
  const here = new Set([...document.querySelectorAll(".list-view [data-favourite]")].map((it) => it.dataset.favourite).filter((slug) => favourites.has(slug)));
  filter.classList.remove("needs-script");
  filter.disabled = favourites.size === 0;
  filter.setAttribute("aria-pressed", isOn);
  filter.querySelector(".num").textContent = here.size;
  for (const row of rows()) row.hidden = isOn && !isFavourite(row);
  hideEmpty();
  for (const venue of document.querySelectorAll(".time-grid tbody tr:has(> th:not([rowspan]))"))
    venue.hidden = !venue.querySelector(".grid-session:not([hidden])");
  paintEmptyNote(isOn && shownRows() === 0);
}

function paint() {
  paintButtons();
  paintFilter();
}

function say(words) {
  const status = document.querySelector("[data-programme-status]");
  if (status) status.textContent = words.replace("{count}", shownRows());
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-favourite]");
  const filter = target.closest("[data-favourites-only]");
  if (button) {
    const slug = button.dataset.favourite;
    if (!favourites.delete(slug)) favourites.add(slug);
    write("localStorage", LIST, [...favourites]);
    paint();
  } else if (filter) {
    only = filter.getAttribute("aria-pressed") !== "true";
    write("sessionStorage", ONLY, only);
    paint();
    say(only ? filter.dataset.on : filter.dataset.off);
  }
});

// the list was changed in another tab
addEventListener("storage", ({ key }) => {
  if (key !== LIST) return;
  favourites = new Set(read("localStorage", LIST) ?? []);
  paint();
});
document.addEventListener("htmx:afterSettle", paint);
paint();
