"""Checks structured data: every type and property exists in schema.org, and Google's rules for events are followed."""

import datetime as dt
import json
import re
import warnings

from rdflib import RDF, SDO, Graph, URIRef

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
EVENTS = {"Event", "EducationEvent", "ExhibitionEvent"}
REQUIRED = {
    "Event": {"name", "startDate", "location"},
    "Place": {"name", "address"},
    "PostalAddress": {"addressCountry", "addressLocality"},
    "Offer": {"price", "priceCurrency", "availability", "url", "validFrom"},
    "Person": {"name"},
    "EducationalOrganization": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
}
RECOMMENDED = {"endDate", "eventStatus", "eventAttendanceMode"}
ENUMERATED = {  # values of schema.org's enumerations
    "eventStatus": {"EventScheduled", "EventCancelled", "EventRescheduled"},
    "eventAttendanceMode": {"OfflineEventAttendanceMode"},
    "availability": {"InStock", "SoldOut", "PreOrder"},
}
TIMES = {"startDate", "endDate", "previousStartDate", "validFrom", "availabilityEnds"}


def structured_data(page: str) -> list[dict]:
    return [json.loads(text) for text in SCRIPT.findall(page)]


def find_schema_faults(data: dict) -> list[str]:
    found = find_unknown_terms(data)
    for node in walk_nodes(data):
        kind = "Event" if node.get("@type") in EVENTS else node.get("@type")
        found += [f"{kind} without {name}" for name in REQUIRED.get(kind, set()) - set(node)]
        found += [f"{kind} without {name}" for name in RECOMMENDED - set(node) if kind == "Event"]
        found += [f"{name} {node[name]}" for name in TIMES & set(node) if not is_in_shanghai(node[name])]
        for name, values in ENUMERATED.items():
            if name in node and node[name].removeprefix("https://schema.org/") not in values:
                found.append(f"{name} {node[name]}")
    return found


def walk_nodes(value):
    """Yield every nested object that has a type."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from walk_nodes(one)


def find_unknown_terms(data: dict) -> list[str]:
    """Return terms that schema.org does not define. The JSON-LD context is given, since nothing may be fetched."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of rdflib's own parts
        graph = Graph().parse(data=json.dumps(data | {"@context": {"@vocab": str(SDO)}}), format="json-ld")
    used = {term for term in graph.predicates() if term != RDF.type} | set(graph.objects(predicate=RDF.type))
    used |= {term for term in graph.objects() if isinstance(term, URIRef) and term.startswith("https://schema.org/")}
    return [f"no word of schema.org: {term}" for term in used if not term.startswith(str(SDO)) or term not in SDO]


def is_in_shanghai(text: str) -> bool:
    return dt.datetime.fromisoformat(text).utcoffset() == dt.timedelta(hours=8)
