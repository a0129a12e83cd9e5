"""The administration of an institution over HTTP."""

from fastapi import APIRouter

from institutions.router import directory, house, people
from kernel.http import PROBLEMS

router = APIRouter(tags=["institutions"], responses=PROBLEMS)
router.include_router(directory.router)
router.include_router(house.router)
router.include_router(people.router)
