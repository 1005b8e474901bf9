"""What the clock does: its index holds only what is to come; the auditor's, what was lost.

Revision: 202611231700
Follows: 202611231600
"""

import sqlalchemy as sa
from alembic import op
revision = '202611231700'
down_revision = '202611231600'
branch_labels = None
depends_on = None

WITH_NEXT = sa.text("next_step_at IS NOT NULL")
WITHOUT_NEXT = sa.text(
    "next_step_at IS NULL AND stopped_at IS NULL AND state IN ('pending', 'at_risk')"
)


def upgrade() -> None:
    op.drop_index('ix_clock_next', table_name='clock')
    op.create_index(
        'ix_clock_next',
        'clock',
        ['next_step_at'],
        unique=False,
        sqlite_where=WITH_NEXT,
        postgresql_where=WITH_NEXT,
    )
    op.create_index(
        'ix_clock_without_next',
        'clock',
        ['id'],
        unique=False,
        sqlite_where=WITHOUT_NEXT,
        postgresql_where=WITHOUT_NEXT,
    )


def downgrade() -> None:
    op.drop_index('ix_clock_without_next', table_name='clock')
    op.drop_index('ix_clock_next', table_name='clock')
    op.create_index('ix_clock_next', 'clock', ['next_step_at'], unique=False)
