"""What is proved of delivery: outages, lists of waiting leads, replayed requests, repeats.

Revision: 202611231600
Follows: 20261123
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611231600'
down_revision = '20261123'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lead_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('ts', sa.String(length=32), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_list'))
    )
    op.create_table('outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('code', sa.String(length=80), nullable=False),
    sa.Column('began_at', UtcDateTime(), nullable=False),
    sa.Column('last_at', UtcDateTime(), nullable=False),
    sa.Column('told_at', UtcDateTime(), nullable=True),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outage'))
    )
    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.create_index('ix_outage_open', ['ended_at', 'name'], unique=False)

    op.create_table('seen_signature',
    sa.Column('signature', sa.String(length=64), nullable=False),
    sa.Column('seen_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('signature', name=op.f('pk_seen_signature'))
    )
    with op.batch_alter_table('seen_signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seen_signature_seen_at'), ['seen_at'], unique=False)

    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shown_version', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('list_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_lead_list_id'), ['list_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_lead_list_id_lead_list'), 'lead_list', ['list_id'], ['id'])

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_repeat', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.alter_column('is_repeat', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('is_repeat')

    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_lead_list_id_lead_list'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_lead_list_id'))
        batch_op.drop_column('list_id')
        batch_op.drop_column('shown_version')

    with op.batch_alter_table('seen_signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seen_signature_seen_at'))

    op.drop_table('seen_signature')
    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.drop_index('ix_outage_open')

    op.drop_table('outage')
    op.drop_table('lead_list')
