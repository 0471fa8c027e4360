"""What stands around every view of the back office changes nothing for who sends nothing."""

import pytest
from django.urls import reverse

from backoffice.form_drafts.site_views import describe_reopened


@pytest.mark.parametrize(("value", "is_about_files"), [("all", False), ("files", True)])
def test_a_file_is_named_only_where_one_was_sent(rf, value, is_about_files):
    assert ("文件" in describe_reopened(rf.post("/", {"_reopen": value}))) == is_about_files


def test_who_only_reads_without_a_log_in_gets_no_session(client, db):
    assert client.get(reverse("admin:index")).status_code == 302
    assert "sessionid" not in client.cookies
