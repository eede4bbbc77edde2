"""Addresses of the policy, below /policy/."""

from django.urls import path

from confidentiality.policy import views

app_name = "policy"
urlpatterns = [path("", views.clauses, name="clauses")]
