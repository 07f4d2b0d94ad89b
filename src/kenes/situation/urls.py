from django.urls import URLPattern, URLResolver

figures: list[URLPattern | URLResolver] = []

imports: list[URLPattern | URLResolver] = []

reports: list[URLPattern | URLResolver] = []

practices: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [*figures, *imports, *reports, *practices]
