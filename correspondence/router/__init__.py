"""The HTTP endpoints of correspondence, by side of the desk."""

from fastapi import APIRouter

from correspondence.router import book, files, readers, receiving, sending, uploads, working
from kernel.http import PROBLEMS

router = APIRouter(tags=["correspondence"], responses=PROBLEMS)
for part in (sending, receiving, files, uploads, working, readers, book):
    router.include_router(part.router)
