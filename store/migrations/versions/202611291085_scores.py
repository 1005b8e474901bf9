"""What a lead has been: its stages and scores; when a score will fall; what a company works with.

Revision: 202611291085
Follows: 202611291080
"""

import sqlalchemy as sa
from alembic import op
from store.models.base import UtcDateTime
revision = '202611291085'
down_revision = '202611291080'
branch_labels = None
depends_on = None

WITH_FALL = sa.text("score_falls_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        'stage_change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('lead_id', sa.Integer(), nullable=False),
        sa.Column('from_stage', sa.String(length=32), nullable=False),
        sa.Column('stage', sa.String(length=32), nullable=False),
        sa.Column('changed_at', UtcDateTime(), nullable=False),
        sa.Column('cause', sa.String(length=32), nullable=False),
        sa.Column('detail', sa.String(length=64), nullable=True),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name='fk_stage_change_lead_id_lead'),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='fk_stage_change_person_id_person'),
        sa.PrimaryKeyConstraint('id', name='pk_stage_change'),
    )
    op.create_index('ix_stage_change_lead_id', 'stage_change', ['lead_id'], unique=False)
    op.create_table(
        'score_history',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('lead_id', sa.Integer(), nullable=False),
        sa.Column('scored_at', UtcDateTime(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('fit', sa.String(length=32), nullable=False),
        sa.Column('tier', sa.String(length=32), nullable=True),
        sa.Column('stage', sa.String(length=32), nullable=False),
        sa.Column('standing', sa.JSON(), nullable=False),
        sa.Column('interest', sa.JSON(), nullable=False),
        sa.Column('policy_revision', sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name='fk_score_history_lead_id_lead'),
        sa.PrimaryKeyConstraint('id', name='pk_score_history'),
    )
    op.create_index('ix_score_history_lead', 'score_history', ['lead_id', 'scored_at'], unique=False)
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('technologies', sa.JSON(), nullable=False, server_default='[]')
        )
    op.add_column('lead', sa.Column('score_falls_at', UtcDateTime(), nullable=True))
    op.create_index(
        'ix_lead_score_falls',
        'lead',
        ['score_falls_at'],
        unique=False,
        sqlite_where=WITH_FALL,
        postgresql_where=WITH_FALL,
    )
    # Nobody knows yet when these fade: the next tick scores them, and then it is known.
    op.execute(
        "UPDATE lead SET score_falls_at = received_at WHERE stage = 'mql' AND is_history = false"
    )


def downgrade() -> None:
    op.drop_index('ix_lead_score_falls', table_name='lead')
    op.drop_column('lead', 'score_falls_at')
    op.drop_column('account', 'technologies')
    op.drop_index('ix_score_history_lead', table_name='score_history')
    op.drop_table('score_history')
    op.drop_index('ix_stage_change_lead_id', table_name='stage_change')
    op.drop_table('stage_change')
