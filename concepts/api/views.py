"""The endpoints of the API, version 1; the packages below build what they answer."""

from concepts.api.endpoints import EndpointAnswer, endpoint
from concepts.evidence.answer_data import Parameters
from concepts.search.data import as_data, find_answer


@endpoint
def search(parameters: Parameters) -> EndpointAnswer:
    """Return what the search page finds; searches without a good answer are not counted here."""
    answer = find_answer(parameters)
    return EndpointAnswer(as_data(answer), lasts=answer.is_current)
