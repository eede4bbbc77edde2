"""Row security of deputies: everybody who works here may know whom to ask; only the database writes."""

from confidentiality.access.fence import ME, Fence, Table

from .fence_sql import CALLABLE, FUNCTIONS, RUNS, TRIGGERS

# Whom I stand in for now.
MY_MANAGERS = (
    f"(SELECT d.manager_id FROM public.deputies_deputyship d WHERE d.deputy_id = {ME} AND {RUNS})"
)

FENCE = Fence(
    order=-8,  # other rooms ask who stands in
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(Table("deputies_deputyship", "personal", select=f"{ME} IS NOT NULL"),),
)
