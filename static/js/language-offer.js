// Offers the English page, once, to a browser that prefers English; js/portal.js decides whether. Its words are English alone.
const SHOWN = "english-offered";

function isFirstTime() {
  try {
    if (localStorage.getItem(SHOWN) !== null) return false;
    localStorage.setItem(SHOWN, "1");
    return true;
  } catch {
    return false; // a browser that remembers nothing would be asked on every page
  }
}

function buildOffer(link) {
  const offer = document.createElement("div");
  offer.className = "language-offer";
  offer.lang = "en";
  offer.setAttribute("role", "status");
  const english = document.createElement("a");
  english.href = link.href;
  english.hreflang = "en";
  english.textContent = "Read this page in English";
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "btn btn-line";
  dismiss.textContent = "Not now";
  dismiss.addEventListener("click", () => offer.remove());
  return [offer, english, " ", dismiss];
}

const link = document.querySelector(".site-header a[hreflang=en]");
if (link && isFirstTime()) {
  const [offer, ...content] = buildOffer(link);
  link.closest(".site-header").append(offer);
  requestAnimationFrame(() => offer.append(...content)); // a status is read out when it changes, not when it appears
}
