"""The open API: read-only JSON under /api/v1/, described at /api/v1/openapi.json. Any site may call it from a browser (CORS)."""

from django.http import Http404, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.translation import override
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from alumni.api import router as alumni_router
from content.models import SiteSettings
from content.site_names import site_name
from events.api.views import router as events_router
from events.report_api import router as report_router
from schools.api import router as schools_router

SECONDS_FRESH = 30


class Refusal(Schema):
    detail: str


class WrongParameter(Schema):
    parameter: str
    message: str


class WrongParameters(Refusal):
    errors: list[WrongParameter]


REFUSALS = {404: (Refusal, "Not there, or not public"), 422: (WrongParameters, "A parameter is not what it should be")}
NAMES_A_RECORD = {"slug", "week"}  # parameters that may name one that is not there


class OpenInterface(NinjaAPI):
    def get_openapi_schema(self, **kwargs):
        """Return the description, titled with the site's current name; in English, like the rest of it."""
        schema = super().get_openapi_schema(**kwargs)
        with override("en"):
            schema["info"]["title"] = site_name(SiteSettings.load())
        describe_refusals(schema)
        return schema

    def create_response(self, request, *args, **kwargs):
        response = super().create_response(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code != 200:
            return response
        patch_cache_control(response, public=True, max_age=SECONDS_FRESH)
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)


def describe_refusals(schema: dict):
    """Add to each operation of the description how it refuses: the handlers below answer for all of them."""
    schemas = schema["components"]["schemas"]
    for model in (Refusal, WrongParameter, WrongParameters):
        schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas[model.__name__].pop("$defs", None)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            operation["responses"] |= {status: describe_refusal(status) for status in list_refusals(path, names)}


def list_refusals(path: str, parameters: set[str]) -> list[int]:
    """Return the statuses with which an operation refuses. `/week` names the record by itself."""
    may_be_missing = parameters & NAMES_A_RECORD or path.endswith("/week")
    return ([404] if may_be_missing else []) + ([422] if parameters else [])


def describe_refusal(status: int) -> dict:
    model, sentence = REFUSALS[status]
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}
    return {"description": sentence, "content": content}


api = OpenInterface(
    title="Open interface",  # replaced by the site's name in the description
    version="1",
    description="All published content. `source` and `sample_fields` say what was reported and what is a sample.",
    docs_url=None,
    urls_namespace="api",
)
for router in (events_router, report_router, schools_router, alumni_router):
    api.add_router("", router)


@api.exception_handler(Http404)
def api_not_found(request, error):
    return api.create_response(request, {"detail": "Not found"}, status=404)


@api.exception_handler(ValidationError)
def bad_parameter(request, error):
    """Answer 422 and name each wrong parameter with what is wrong about it."""
    problems = [{"parameter": parameter_name(problem["loc"]), "message": problem["msg"]} for problem in error.errors]
    sentences = "; ".join(f"{problem['parameter']}: {problem['message']}" for problem in problems)
    return api.create_response(request, {"detail": sentences, "errors": problems}, status=422)


def unknown_api_path(request, path):
    return JsonResponse({"detail": "Not found"}, status=404, headers={"Access-Control-Allow-Origin": "*"})


def parameter_name(location):
    """Return the name in a pydantic error location, without the position of a value in its list."""
    return [part for part in location if isinstance(part, str)][-1]
