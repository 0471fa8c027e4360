// The programme's filters: errors, and the scroll position after a change. Without this file the form works as an ordinary form.
const failed = () => document.querySelector("[data-swap-failed]");
let again = null;
let turnedPage = false;

function show(because) {
  const note = failed();
  if (!note) return;
  for (const reason of note.querySelectorAll("[data-because]")) reason.hidden = reason.dataset.because !== because;
  note.hidden = false;
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

// Leaving the search field is a "change" too, of words that were searched for while they were typed. A second answer would
// replace the link that has the focus by then.
document.addEventListener("htmx:beforeRequest", (event) => {
  const field = event.detail.requestConfig.triggeringEvent?.target;
  if (field?.id !== "f-q" || field.value !== new URLSearchParams(location.search).get("q")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
});

document.addEventListener("htmx:beforeRequest", () => document.querySelector("#results")?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  document.querySelector("#results")?.removeAttribute("aria-busy");
  if (detail.successful && failed()) failed().hidden = true;
});

// The link to the next page is gone with the list it stood below, and the focus with it.
document.addEventListener("click", ({ target }) => {
  if (target.closest(".result-pages [rel]")) turnedPage = true;
});

// After choosing another day far down the list, scroll to its top.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const results = document.querySelector("#results");
  if (!detail.boosted || !results) return;
  if (results.getBoundingClientRect().top < 0) results.scrollIntoView();
  if (turnedPage) {
    results.tabIndex = -1;
    results.focus({ preventScroll: true });
  }
  turnedPage = false;
});

// The back button loads the page anew: without a network the browser says so, or the kept copy is shown.
document.addEventListener("htmx:historyCacheMiss", (event) => {
  event.preventDefault();
  location.reload();
});
