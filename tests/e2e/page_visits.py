"""Opens a kind of page in a browser: by its address or by sending a form, then clicks what has to be opened."""

SEND = """([path, values]) => {
    const form = Object.assign(document.createElement("form"), {method: "post", action: path});
    for (const [name, value] of Object.entries(values)) {
        form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    }
    document.body.append(form);
    form.submit();
}"""


def visit_page_kind(page, kind: dict, base: str = "", *, opening=True):
    """Open the page. `kind` is a `PageKind` as a dict; `base` is needed if the browser context has no base address.

    Openers that are hidden at this width are skipped.
    """
    if kind.get("html"):
        answer = {"status": kind["status"], "body": kind["html"], "content_type": "text/html; charset=utf-8"}
        page.route(f"**{kind['path']}", lambda route: route.fulfill(**answer))
    page.goto(base + kind["path"])
    if kind["sent"]:
        with page.expect_event("load"):
            page.evaluate(SEND, [kind["path"], kind["sent"]])
    for selector in kind["opened"] if opening else ():
        opener = page.locator(selector).first
        opener.wait_for(state="attached")
        if opener.is_visible():
            opener.click()
