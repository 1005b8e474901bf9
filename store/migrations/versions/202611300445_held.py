"""What is owed of a lead is owed by whoever holds its row: no foreign key looks for it again.

Revision: 202611300445
Follows: 202611291399
"""

from alembic import op
revision = '202611300445'
down_revision = '202611291399'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_outbox_lead_id_lead'), type_='foreignkey')


def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f('fk_outbox_lead_id_lead'), 'lead', ['lead_id'], ['id'])
