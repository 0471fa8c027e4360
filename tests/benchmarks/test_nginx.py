"""nginx is measured with the files that are deployed, in a folder of its own."""

from benchmarks import nginx


def test_the_deployed_files_are_all_changed_for_the_folder(tmp_path):
    first = nginx.write_configuration(tmp_path, 8181, 8282)
    texts = [first.read_text(), *((tmp_path / name).read_text() for name in ("portal_http.conf", "portal_server.conf"))]
    together = "\n".join(texts)
    places = ("/srv/portal", "/var/lib", "/var/log", "/run/", "web1", "web2", " auto;")
    assert [place for place in places if place in together] == []
    assert f"include {tmp_path}/portal_server.conf;" in texts[0]
    assert "listen 127.0.0.1:8181 " in texts[0]
    assert "server 127.0.0.1:8282 " in texts[0]
    assert "proxy_cache portal;" in texts[2]


def test_the_file_is_the_one_of_the_nearest_size(tmp_path, monkeypatch):
    monkeypatch.setattr(nginx, "STATIC", tmp_path)
    (tmp_path / "css").mkdir()
    for name, size in (("small", 100), ("css/middle", 900), ("large", 5000)):
        (tmp_path / f"{name}.css.br").write_bytes(b"x" * size)
    assert nginx.find_file_of_size(1000) == "/static/css/middle.css"
