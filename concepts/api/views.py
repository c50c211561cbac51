"""The endpoints of the API, version 1; the packages below build what they answer."""

from concepts.api.endpoints import endpoint
from concepts.evidence.answer_data import Parameters
from concepts.search.data import AnswerData, answer_data


@endpoint
def search(parameters: Parameters) -> AnswerData:
    """Return what the search page finds; searches without a good answer are not counted here."""
    return answer_data(parameters)
