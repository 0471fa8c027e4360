// The bar at the foot of a phone's page leads to the time slots, and is there only while none of them is in view.
const bar = document.querySelector(".book-bar");
const slots = document.querySelector("#slots");
if (bar && slots) new IntersectionObserver(([{ isIntersecting }]) => (bar.hidden = isIntersecting)).observe(slots);
