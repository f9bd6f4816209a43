from __future__ import annotations

from airdate.model import Person

EPISODE = {"persons": (Person("Dr. Ida Bergström", "guest", url="https://ida.example/"),)}
