"""What colleagues do in Slack: trial leads end by themselves.

Revision: 202611291080
Follows: 202611291010
"""

import sqlalchemy as sa
from alembic import op
revision = '202611291080'
down_revision = '202611291010'
branch_labels = None
depends_on = None

TRIALS = sa.text("is_test")


def upgrade() -> None:
    op.create_index(
        'ix_lead_trial',
        'lead',
        ['received_at'],
        unique=False,
        sqlite_where=TRIALS,
        postgresql_where=TRIALS,
    )


def downgrade() -> None:
    op.drop_index('ix_lead_trial', table_name='lead')
