"""Made-up values with which a booking form is rendered for keeping: valid, and each field is filled."""

SAMPLE_VALUES = {
    "contact_name": "Qxzjwvkpbq",
    "phone": "19900000001",
    "email": "qxzjwvkpbq@example.org",
    "people": "1",
    "under_14": "0",
    "access_needs": "Zjqxwvkpbqz",
    "consent": "on",
    "submission": "qxzjwvkpbq-submission",
    # of classes
    "school_name": "Vkqxzjwpbqx",
    "grade": "7",
    "class_name": "Wpqxzjvkbqx",
    "pupils": "10",
    "adults": "2",
    "arrival": "Bqxzjwvkpqx",
    "accept_fewer": "12",
    "may_split": "on",
}
