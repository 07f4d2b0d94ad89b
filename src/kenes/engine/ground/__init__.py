"""Where people agree, where they do not, and what sets groups apart: figures from tables of counts.

Every function takes tables of people, shape (S, C, 3): statement × cell × (agree, disagree, pass), and `known`, shape (S, C): which
cells may be used. Results are functions of the known cells alone, so they betray no more than these do. A cell is an opinion
group, a region, a side or a walk of life; the cells of one table share no people. The method: docs/methods/opinions.md.
"""
