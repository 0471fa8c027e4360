"""The rules for Prometheus: they can be read, ask for what the portal tells, and the operator finds what to do about each."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy/prometheus"
WORDS_OF_PROMQL = {"sum", "rate", "by", "le", "and", "increase", "delta", "histogram_quantile", "action"}
OF_PROMETHEUS = {"up"}
IN_BRACES = re.compile(r'\{\s*\w+\s*(=|!=|=~|!~)\s*"[^"]*"(\s*,\s*\w+\s*(=|!=|=~|!~)\s*"[^"]*")*\s*\}')
RANGE = re.compile(r"\[\d+[smh]\]")
PARTS = ("_bucket", "_sum", "_count", "_created")
DURATION = re.compile(r"\d+[smh]")


def read_rules():
    (group,) = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return group["rules"]


RULES = read_rules()


def list_names(expression):
    """Return the metrics that an expression asks for; raises where it is not well formed."""
    bare = RANGE.sub("", IN_BRACES.sub("", expression))
    assert not set(bare) & set('{}[]"'), bare
    depth = 0
    for sign in bare:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        assert depth >= 0, expression
    assert depth == 0, expression
    return set(re.findall(r"[a-z_]\w*", bare)) - WORDS_OF_PROMQL


@pytest.fixture
def told(db, client):
    """The names of all that `/metrics` tells, those without a value yet too."""
    text = client.get("/metrics").content.decode()
    families = re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE)
    histograms = {name for name, kind in families if kind == "histogram"}
    return {name for name, _kind in families} | {name + part for name in histograms for part in PARTS}


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_alert_asks_for_what_the_portal_tells_and_says_what_it_means(rule, told):
    names = list_names(rule["expr"])
    assert names
    assert names - OF_PROMETHEUS <= told
    assert DURATION.fullmatch(rule.get("for", "0s"))
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"]


def test_operator_finds_every_alert_and_no_other():
    rows = re.findall(r"^\| `([A-Z][a-z]\w+)` \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(rule["alert"] for rule in RULES)


def test_operator_finds_every_metric(told):
    document = (ROOT / "docs/operations.md").read_text()
    ours = {name for name in told if name.startswith("portal_") and not name.endswith(PARTS)}
    assert [name for name in ours if f"`{name}`" not in document] == []


@pytest.mark.parametrize("expression", ["sum(up", "sum)(", 'up{job="portal"', "rate(up[5 minutes])", "up{job=portal}"])
def test_malformed_expressions_would_be_found(expression):
    with pytest.raises(AssertionError):
        list_names(expression)


def test_prometheus_reads_these_rules_from_the_portals_address():
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    assert config["rule_files"] == ["alerts.yml"]
    (job,) = config["scrape_configs"]
    assert job["metrics_path"] == "/metrics"
    assert job["static_configs"][0]["targets"] == ["127.0.0.1:8000"]
