"""Opens a kind of page of the back office in a browser that is logged in, and does there what a person would."""

# The page's own form as a person would send it, with some fields changed
SEND = """(sent) => {
    const own = document.querySelector("#content form[method=post]");
    const form = Object.assign(document.createElement("form"), {method: "post", action: location.href});
    const add = (name, value) => form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    for (const [name, value] of new FormData(own)) if (!(name in sent) && typeof value === "string") add(name, value);
    for (const [name, values] of Object.entries(sent)) [values].flat().forEach((value) => add(name, value));
    document.body.append(form);
    form.submit();
}"""
LABELLED = "!document.querySelector('.datetime input:not([aria-label])')"  # js/form-labels.js


def open_details(page, selector):
    page.locator(selector).evaluate_all("found => found.forEach((one) => { one.parentElement.open = true })")


def press_button(page, field, name):
    page.locator(field).get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def write_rich_text(page, field, *words):
    page.locator(f"{field} .richtext__text").first.click()
    for line in words:
        page.keyboard.type(line)


def leave_and_return(page, field, words):
    """Write into a field, leave the page once the browser has kept it, and come back to the offer."""
    page.fill(field, words)
    page.wait_for_timeout(2_500)  # it is kept a second after the last key
    page.reload()
    page.locator(".form-draft").wait_for()


def enter_text(page, field, words):
    page.fill(field, words)
    page.press(field, "Enter")


def wait_for(page, selector):
    page.locator(selector).first.wait_for()


VERBS = {"open": open_details, "press": press_button, "write": write_rich_text, "leave": leave_and_return}
VERBS |= {"enter": enter_text, "wait": wait_for}


def visit_staff_page(page, kind: dict, base: str = ""):
    """Open the page. `kind` is a `StaffPageKind` as a dict; `base` is needed if the browser context has no base address."""
    page.goto(base + kind["path"])
    if kind["sent"]:
        with page.expect_event("load"):
            page.evaluate(SEND, kind["sent"])
    page.wait_for_function(LABELLED)
    for verb, *given in kind["steps"]:
        VERBS[verb](page, *given)
