// The programme's filters: errors, the focus, what is read out, and the scroll position after a change. Without this file the
// form works as an ordinary form.
const failed = () => document.querySelector("[data-swap-failed]");
const results = () => document.querySelector("#results");
let again = null;

function show(because) {
  const note = failed();
  if (!note) return;
  note.querySelector("p").textContent = note.dataset[because];
  if (!note.querySelector("button")) note.lastElementChild.append(buildRetryButton(note.dataset.again));
  note.hidden = false;
}

function buildRetryButton(label) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line", textContent: label });
  button.dataset.swapAgain = "";
  return button;
}

for (const [event, because] of [["sendError", "network"], ["timeout", "network"], ["responseError", "server"]])
  document.addEventListener(`htmx:${event}`, ({ detail }) => {
    again = detail.elt;
    show(because);
  });

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-swap-again]") || !again) return;
  if (again.matches("form")) htmx.trigger(again, "submit");
  else again.click();
});

// While an input method is composing, the field holds half-typed pinyin: the search waits for the characters chosen.
const isSearch = (element) => element.id === "f-q";
document.addEventListener("input", (event) => isSearch(event.target) && event.isComposing && event.stopImmediatePropagation(), true);
document.addEventListener("compositionend", ({ target }) => isSearch(target) && target.dispatchEvent(new Event("input", { bubbles: true })));

// Leaving the search field is a "change" too, of words that were searched for while they were typed. A second answer would
// replace the link that has the focus by then.
document.addEventListener("htmx:beforeRequest", (event) => {
  const field = event.detail.requestConfig.triggeringEvent?.target;
  if (field?.id !== "f-q" || field.value !== new URLSearchParams(location.search).get("q")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
});

document.addEventListener("htmx:beforeRequest", () => results()?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  results()?.removeAttribute("aria-busy");
  if (detail.successful && failed()) failed().hidden = true;
});

// A link among the results is gone with them, and the focus with it: it goes to the filter after the one that was removed, else
// to the results. What has an id gets the focus back from htmx.
const filterLinks = () => [...document.querySelectorAll(".active-filter")];
let removedFilter = -1;

function keepFocus() {
  if (document.activeElement !== document.body) return;
  const links = removedFilter < 0 ? [] : filterLinks();
  (links[Math.min(removedFilter, links.length - 1)] ?? results()).focus({ preventScroll: true });
}

document.addEventListener("htmx:beforeSwap", () => {
  removedFilter = filterLinks().indexOf(document.activeElement);
});

// After choosing another day far down the list, scroll to its top.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!results()) return;
  if (detail.boosted && results().getBoundingClientRect().top < 0) results().scrollIntoView();
  keepFocus();
  document.querySelector("[data-programme-status]").textContent = results().querySelector("[data-result-count]").textContent.replace(/\s+/g, " ").trim();
});

// The back button loads the page anew: without a network the browser says so, or the kept copy is shown.
document.addEventListener("htmx:historyCacheMiss", (event) => {
  event.preventDefault();
  location.reload();
});
