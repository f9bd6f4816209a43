from __future__ import annotations

from pipeline.model import Person

EPISODE = {"persons": (Person("Dr. Ida Bergström", "guest", url="https://ida.example/"),)}
