"""Recommended actions and what became of them; answers in edge cases.

Revision: 202611291097
Follows: 202611291090
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291097'
down_revision = '202611291090'
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        'advice',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('lead_id', sa.Integer(), nullable=False),
        sa.Column('action', sa.String(length=32), nullable=False),
        sa.Column('code', sa.String(length=64), nullable=False),
        sa.Column('made_at', UtcDateTime(), nullable=False),
        sa.Column('stale_at', UtcDateTime(), nullable=False),
        sa.Column('state', sa.String(length=32), nullable=False),
        sa.Column('settled_at', UtcDateTime(), nullable=True),
        sa.Column('settled_by_id', sa.Integer(), nullable=True),
        sa.Column('has_helped', sa.Boolean(), nullable=True),
        sa.Column('policy_revision', sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_advice_lead_id_lead')),
        sa.ForeignKeyConstraint(
            ['settled_by_id'], ['person.id'], name=op.f('fk_advice_settled_by_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_advice')),
    )
    op.create_index('ix_advice_lead', 'advice', ['lead_id', 'state'], unique=False)
    op.create_index(
        'ix_advice_stale',
        'advice',
        ['stale_at'],
        unique=False,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        'edge_decision',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('lead_id', sa.Integer(), nullable=False),
        sa.Column('case', sa.String(length=32), nullable=False),
        sa.Column('answer', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['lead_id'], ['lead.id'], name=op.f('fk_edge_decision_lead_id_lead')
        ),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_edge_decision_person_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_edge_decision')),
    )
    op.create_index(op.f('ix_edge_decision_lead_id'), 'edge_decision', ['lead_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_edge_decision_lead_id'), table_name='edge_decision')
    op.drop_table('edge_decision')
    op.drop_index('ix_advice_stale', table_name='advice')
    op.drop_index('ix_advice_lead', table_name='advice')
    op.drop_table('advice')
