// Goes back to the filled form at once after log-in; without scripts the button does it.
const form = document.querySelector("form[data-reopen]");
form?.requestSubmit(form.querySelector("button"));
