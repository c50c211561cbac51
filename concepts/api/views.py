"""The endpoints of the API, version 1; the packages below build what they answer."""

from concepts.api.endpoints import endpoint
from concepts.search.data import AnswerData, Parameters, answer_data


@endpoint
def search(parameters: Parameters) -> AnswerData:
    """Return what the search page finds; searches without a result are not counted here."""
    return answer_data(parameters)
