"""What is shown in forms that other programs read: functions over `evidence`, without views, requests and queries.

Begin with `json_ld`: concepts and statements in the words of schema.org.
"""
