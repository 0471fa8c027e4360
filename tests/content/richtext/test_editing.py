from content.richtext.editing import render_for_editor


def test_headings_and_links_stay_as_they_were_written():
    assert render_for_editor('#### 甲\n\n[a](/schools/ "t") <https://a.example>') == (
        '<h4>甲</h4><p><a href="/schools/">a</a> <a href="https://a.example">https://a.example</a></p>'
    )


def test_lists_say_whether_their_items_stand_close():
    assert render_for_editor("- a\n  b\n- ![c](picture:1)\n  d") == (
        '<ul data-tight=""><li><p>a<br>b</p></li><li><figure data-picture="1">c</figure><p>d</p></li></ul>'
    )
    assert render_for_editor("3. a\n\n4. b") == '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'


def test_captions_are_words_and_cells_hold_no_picture():
    assert render_for_editor("![**甲** \\[乙\\]](picture:7)") == '<figure data-picture="7">甲 [乙]</figure>'
    assert "<figure" not in render_for_editor("| ![甲](picture:7) |\n|:-:|")


def test_nothing_hostile_comes_through():
    html = render_for_editor("<script>x</script>[x](javascript:x)![y](https://evil.example/y.png)")
    assert "<script" not in html
    assert "href" not in html
    assert "<img" not in html
