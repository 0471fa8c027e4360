"""How a browser gets to a kind of page: by its address or by sending a form, then opening what is closed."""

SEND = """([path, values]) => {
    const form = Object.assign(document.createElement("form"), {method: "post", action: path});
    for (const [name, value] of Object.entries(values)) {
        form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    }
    document.body.append(form);
    form.submit();
}"""


def visit_page_kind(page, kind: dict, base: str = "", *, opening=True):
    """`kind` is a `PageKind` as a dict; `base` where the context has no base address of its own.

    What stands open at this width has no button to open it.
    """
    page.goto(base + kind["path"])
    if kind["sent"]:
        with page.expect_event("load"):
            page.evaluate(SEND, [kind["path"], kind["sent"]])
    for selector in kind["opened"] if opening else ():
        opener = page.locator(selector).first
        opener.wait_for(state="attached")
        if opener.is_visible():
            opener.click()
