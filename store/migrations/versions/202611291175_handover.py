"""The hand-over: what must be known, deals of leads, who comes again, what can be taken back.

Revision: 202611291175
Follows: 202611291174
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291175'
down_revision = '202611291174'
branch_labels = None
depends_on = None

LEADS = ('passed_to_id', 'referred_from_id', 'former_id')


def upgrade() -> None:
    with op.batch_alter_table('opportunity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('owner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('lost_reason', sa.String(length=64), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_opportunity_owner_id_person'), 'person', ['owner_id'], ['id']
        )
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reject_sub', sa.String(length=64), nullable=True))
        for name in LEADS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f'fk_lead_{name}_lead'), 'lead', [name], ['id'])
        batch_op.add_column(sa.Column('former', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('former_reason', sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column('open_fields', sa.JSON(), nullable=False, server_default='[]')
        )
        batch_op.add_column(sa.Column('opportunity_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_lead_opportunity_id_opportunity'),
            'opportunity',
            ['opportunity_id'],
            ['id'],
        )
        batch_op.create_index(batch_op.f('ix_lead_opportunity_id'), ['opportunity_id'])
        batch_op.add_column(sa.Column('undo_until', UtcDateTime(), nullable=True))
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.alter_column('open_fields', server_default=None)
    op.create_table(
        'undo',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('lead_id', sa.Integer(), nullable=False),
        sa.Column('subject_id', sa.String(length=32), nullable=False),
        sa.Column('act', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('done_at', UtcDateTime(), nullable=False),
        sa.Column('until', UtcDateTime(), nullable=False),
        sa.Column('audit_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.JSON(), nullable=False),
        sa.Column('ended_at', UtcDateTime(), nullable=True),
        sa.Column('delete_after', UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['audit_id'], ['audit.id'], name=op.f('fk_undo_audit_id_audit')),
        sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_undo_lead_id_lead')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_undo_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_undo')),
    )
    with op.batch_alter_table('undo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_undo_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_undo_subject_id'), ['subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_undo_delete_after'), ['delete_after'], unique=False)
        batch_op.create_index(
            'ix_undo_open',
            ['until'],
            unique=False,
            sqlite_where=sa.text('ended_at IS NULL'),
            postgresql_where=sa.text('ended_at IS NULL'),
        )


def downgrade() -> None:
    op.drop_table('undo')
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_opportunity_id'))
        batch_op.drop_constraint(batch_op.f('fk_lead_opportunity_id_opportunity'), type_='foreignkey')
        for name in LEADS:
            batch_op.drop_constraint(batch_op.f(f'fk_lead_{name}_lead'), type_='foreignkey')
        for name in ('undo_until', 'opportunity_id', 'open_fields', 'former_reason', 'former'):
            batch_op.drop_column(name)
        for name in (*LEADS, 'reject_sub'):
            batch_op.drop_column(name)
    with op.batch_alter_table('opportunity', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_opportunity_owner_id_person'), type_='foreignkey')
        batch_op.drop_column('lost_reason')
        batch_op.drop_column('owner_id')
