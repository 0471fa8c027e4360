from django.urls import reverse

from alumni.models import Graduate
from tests.admin_scene import form_data_of_page


def test_milestones_are_edited_with_the_graduate(client, scene):
    client.force_login(scene.alice)
    url = reverse("admin:alumni_graduate_change", args=[scene.own.graduate.pk])
    data = {**form_data_of_page(client, url), "milestones-0-text": "入职", "milestones-0-year": "2020"}
    assert client.post(url, data).status_code == 302
    assert [(step.year, step.text) for step in Graduate.objects.get(pk=scene.own.graduate.pk).milestones.all()] == [
        (2020, "入职")
    ]


def test_implausible_year_is_a_form_error(client, scene):
    client.force_login(scene.alice)
    url = reverse("admin:alumni_graduate_change", args=[scene.own.graduate.pk])
    response = client.post(url, {**form_data_of_page(client, url), "milestones-0-year": "20"})
    assert response.context["errors"]
