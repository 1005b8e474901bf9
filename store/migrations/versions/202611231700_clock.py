"""What the clock does: the auditor finds clocks that nobody would look at again.

Revision: 202611231700
Follows: 202611231600
"""

import sqlalchemy as sa
from alembic import op
revision = '202611231700'
down_revision = '202611231600'
branch_labels = None
depends_on = None

WITHOUT_NEXT = sa.text(
    "next_step_at IS NULL AND stopped_at IS NULL AND state IN ('pending', 'at_risk')"
)


def upgrade() -> None:
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
