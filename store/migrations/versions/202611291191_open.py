"""Who has how many open leads is counted in the index alone, trial leads left out.

Revision: 202611291191
Follows: 202611291190
"""

from alembic import op
revision = '202611291191'
down_revision = '202611291190'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_lead_open', table_name='lead')
    op.create_index('ix_lead_open', 'lead', ['handover', 'owner_id', 'is_test'])


def downgrade() -> None:
    op.drop_index('ix_lead_open', table_name='lead')
    op.create_index('ix_lead_open', 'lead', ['handover', 'owner_id'])
