"""The HTTP endpoints of correspondence, by side of the desk."""

from fastapi import APIRouter

from correspondence.router import book, receiving, sending, working

router = APIRouter(tags=["correspondence"])
for part in (sending, receiving, working, book):
    router.include_router(part.router)
